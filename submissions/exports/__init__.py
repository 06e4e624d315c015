"""What leaves the portal: the receipt, tables of entries, packets for province and nation."""
