"""Households to be visited often (重点走访户)."""
