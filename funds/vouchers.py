"""Money or goods that came in or went out stand on a paper: the bank's slip, the list of goods, the payment voucher."""

from governance.kernel.steps.errors import Refused


def require_paper(papers, name, field="papers"):
    """Refuse to record without its paper that money or goods came in or went out.  Raises Refused "paper_missing".

    name   -- what the paper is called: 付款凭据
    Source: 会计法 14; domain.md §2.9.
    """
    if not papers:
        raise Refused(f"请上传{name}：款物收付须有凭据，只填凭据号不能登记", "paper_missing", field=field)
