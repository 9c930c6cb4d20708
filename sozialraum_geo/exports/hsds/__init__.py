"""Activities and places as Open Referral's Human Services Data Specification 3.1, out and in."""
