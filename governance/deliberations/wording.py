"""What a deliberation, its result and those who take part are called: the law has its own words for each body."""

from governance.areas.naming import said_of

from . import bodies, competences, majorities

NOT_QUORATE = "会议不成立"  # what a result is called where too few took part


class Worded:
    """The words of a Deliberation."""

    @property
    def competence(self):
        """The line of law by which this body takes up the matter; None for a body that never could."""
        return competences.find(self.matter, self.body, self.held_on)

    @property
    def is_decision(self):
        """Whether the body decides, and does not only consult; of a matter that is not its own as it otherwise does."""
        line = self.competence
        return self.body not in bodies.CONSULTING if line is None else line.is_decision

    @property
    def effect(self):
        """decides, or consults: nobody who did not agree is bound by it."""
        return competences.DECIDES if self.is_decision else competences.CONSULTS

    @property
    def bring_to(self):
        """Where a matter settled by consultation must be brought; "" where the body decides."""
        line = self.competence
        return said_of(self.area, line.bring_to) if line is not None and not line.is_decision else ""

    @property
    def binds(self):
        """What the result of a body that only consults is, behind its name; "" where it decides or never could."""
        if self.competence is None or self.is_decision:
            return ""
        if self.is_resolution:
            return "决议不是业主、居民的共同决定"
        return "结果是协商意见，不是业主共同决定，不约束业主"

    @property
    def outcome(self):
        """The result in words, of each motion where they came out differently; "" before the count."""
        return self.outcome_of(self.motions.all())

    def outcome_of(self, motions):
        """The same from motions that are counted and not yet saved: 第 1 项通过、第 2 项未通过."""
        if self.differ(motions):
            return "、".join(f"第 {motion.no} 项{self.word(motion.passed)}" for motion in motions)
        return self.word(self.passed)

    @property
    def outcome_in_short(self):
        """The result where room is short: 部分通过（1/2 项）."""
        motions = self.motions.all()
        if self.differ(motions):
            return f"部分{self.word(True)}（{sum(motion.passed for motion in motions)}/{len(motions)} 项）"
        return self.word(self.passed)

    def differ(self, motions):
        """Whether some motions passed and some did not."""
        return self.passed is False and not self.is_inquorate and any(motion.passed for motion in motions)

    def word(self, passed):
        """What `passed`, of all motions or of one, is called: a council agrees or not, a Party meeting resolves."""
        if passed is None:
            return ""
        if self.is_inquorate:
            return NOT_QUORATE
        return self.outcome_words[0 if passed else 1]

    @property
    def outcome_words(self):
        """What this body's results are called, where they were carried and where not."""
        if self.is_resolution:
            return "形成支部决议", "未形成支部决议"
        return ("通过", "未通过") if self.is_decision else ("协商一致", "未协商一致")

    @property
    def is_resolution(self):
        """Whether it resolves for its own members alone: a Party meeting.  Source: 支部工作条例（试行） 11."""
        return self.body == bodies.PARTY_MEETING

    @property
    def is_inquorate(self):
        """Counted, and too few took part: nothing was decided, for or against."""
        return self.is_quorate is False

    @property
    def outcome_kind(self):
        """The colour of the badge with the result."""
        return "warn" if self.differ(self.motions.all()) else self.kind_of(self.passed)

    def kind_of(self, passed):
        """The colour for `passed`, of all motions or of one; none while it is under review or awaits another's look."""
        if self.is_reopened or self.awaits_check:
            return ""
        return "warn" if self.is_inquorate else "ok" if passed else "danger"

    @property
    def is_written(self):
        """A vote in writing, for which nobody comes together."""
        return self.method == self.Method.WRITTEN

    @property
    def takes_part(self):
        """Whether owners or a vote in writing: the law counts those who take part, not those who came (民法典 278)."""
        return self.is_written or self.body in bodies.OWNERS

    @property
    def attended(self):
        """What being there is called in results: 参与表决, 到会."""
        return "参与表决" if self.takes_part else "到会"

    @property
    def present_word(self):
        """The same on forms: 参与表决, 实到."""
        return "参与表决" if self.takes_part else "实到"

    @property
    def unit(self):
        """The word for one head: 户, 人."""
        return "人" if self.count_by == self.CountBy.ADULTS else majorities.unit_of(self.body)
