"""Mediation committees, law stations and their mediators."""
