"""The account that a community fund gives of its money, to be posted where the people live."""

from funds.funds.models import CommunityFund
from funds.overview.figures import year_figures
from governance.areas.naming import public_place
from governance.kernel.clock.clock import today, zh_date
from governance.kernel.figures.formats import in_yuan
from governance.kernel.pages.cards import Card, card


def names_of(fund: CommunityFund):
    """Who governs it, or did."""
    return fund.members.values_list("name", flat=True)


@card("funds.communityfund", when=lambda fund: fund.opened_on is not None, names=names_of)
def account_of(fund):
    """What came in and went out this year and what is there, as the page of the fund shows it; no donor is named."""
    year, balance = year_figures(fund), fund.balance
    return Card(
        "社区基金收支公示",
        fund.full_name,
        f"截至{zh_date(today())}，托管资金余额 {in_yuan(balance.cash)}。",
        [
            ("服务区域", public_place(fund.area)),
            ("托管方", fund.host),
            ("宗旨", fund.purpose),
            ("本年筹集", f"{in_yuan(year['raised'])}，{year['raised_n']} 笔，含物资"),
            ("本年拨付", f"{in_yuan(year['paid'])}，{year['paid_n']} 个项目"),
            ("已承诺", in_yuan(balance.committed)),
            ("限定用途", in_yuan(balance.restricted)),
            ("可统筹", in_yuan(balance.available)),
            ("受赠物资", in_yuan(balance.goods)),
        ],
        way="对款物的收支有疑问的，可以向基金管委会、监督员或者托管慈善组织查询、提出。",
    )
