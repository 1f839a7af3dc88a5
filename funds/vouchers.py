"""Money or goods that came in or went out stand on a paper: the bank's slip, the list of goods, the payment voucher."""

from governance.kernel.steps.errors import Refused

PAPER_LAW = "《会计法》第十四条"  # each economic event is proven by its original voucher


def paper_words(name):
    """What is said where the paper of this name is missing: 付款凭据."""
    return f"请上传{name}：款物收付须有凭据，只填凭据号不能登记"


def require_paper(papers, sentence, field="papers"):
    """Refuse to record without its paper that money or goods came in or went out.  Raises Refused "paper_missing".

    sentence -- `paper_words` with the text that the concept's grounds name
    Source: 会计法 14; domain.md §2.9.
    """
    if not papers:
        raise Refused(sentence, "paper_missing", field=field)
