"""Signing in and what guards an account, on top of django-allauth."""
