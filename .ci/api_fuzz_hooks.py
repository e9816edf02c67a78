"""What schemathesis does not know by itself of our media types."""

import schemathesis


@schemathesis.serializer("application/zip")
def zip_bytes(_context, value):
    """A body of bytes is sent as it is; any other value as its text: both are no archive of ours."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
