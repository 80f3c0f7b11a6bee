"""What we say: kept until confirmed, cut into lines, settled by receipts."""
