"""HSDS files of others."""

from __future__ import annotations

SERVICE = "5c1f7a52-1111-4a7e-9d1c-000000000001"
OFFICE = "5c1f7a52-1111-4a7e-9d1c-000000000002"
PROVIDER = "5c1f7a52-1111-4a7e-9d1c-000000000003"
LOCATION = {
    "id": OFFICE, "location_type": "physical", "name": "Community Centre", "latitude": 51.4527, "longitude": 9.8614,
    "addresses": [{"id": "x", "address_1": "Main Street 12 a", "city": "Musterstadt", "postal_code": "05310",
                   "state_province": "", "country": "DE", "address_type": "physical"}],
    "contacts": [{"id": "c", "name": "Ann Persona", "email": "ann@example.com"}],
    "phones": [{"id": "p", "number": "+49 30 123"}],
}  # fmt: skip
FULL = {
    "id": SERVICE, "name": "Homework Club", "status": "active", "description": "Help <b>now</b>",
    "eligibility_description": "Kinder", "minimum_age": 6, "maximum_age": 11, "assured_date": "2025-03-01T00:00:00Z",
    "organization": {"id": PROVIDER, "name": "Example e. V.", "description": "A club", "legal_status": "e. V."},
    "service_at_locations": [{"id": "l1", "location": LOCATION, "schedules": [
        {"id": "t", "freq": "WEEKLY", "interval": 1, "byday": "TU,TH", "opens_at": "15:00:00", "closes_at": "17:30",
         "until": "2026-07-31"}]}],
    "languages": [{"id": "a", "code": "de"}, {"id": "b", "name": "Ukrainisch", "code": "uk"}],
    "cost_options": [{"id": "k", "amount": 3.5, "currency": "EUR"}],
    "contacts": [{"id": "d", "name": "Bob Persona"}],
}  # fmt: skip
