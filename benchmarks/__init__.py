"""Speed and exactness against the field's libraries; see README.md."""
