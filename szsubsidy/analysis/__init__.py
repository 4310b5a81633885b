"""What-if: how money moves with an amount, a day or changed terms."""
