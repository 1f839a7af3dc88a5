"""The tables of funds."""

from .books import Account, Balance, Entry, Line
from .donations import Donation, GoodsItem
from .funds import CommunityFund, Foundation, FundMember
from .grants import Grant

__all__ = [
    "Account",
    "Balance",
    "CommunityFund",
    "Donation",
    "Entry",
    "Foundation",
    "FundMember",
    "GoodsItem",
    "Grant",
    "Line",
]
