"""Micro-projects (微项目): application, reviews, decision, budget."""
