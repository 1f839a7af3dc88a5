"""All tables of funds."""

from funds.books.models import Account, Balance, Entry, Line
from funds.donations.models import Donation, GoodsItem
from funds.foundations.models import Foundation
from funds.funds.models import CommunityFund, FundMember
from funds.grants.models import CommitteeVote, Grant

__all__ = [
    "Account",
    "Balance",
    "CommitteeVote",
    "CommunityFund",
    "Donation",
    "Entry",
    "Foundation",
    "FundMember",
    "GoodsItem",
    "Grant",
    "Line",
]
