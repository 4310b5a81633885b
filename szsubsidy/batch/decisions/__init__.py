"""Scores rows by looking their answers up: what the rules say of each state of the facts is worked out beforehand."""
