"""What schemathesis does not know by itself of our media types."""

import json

import schemathesis


@schemathesis.serializer("application/zip")
def zip_bytes(_context, value):
    """A body of bytes is sent as it is; any other value as its text: both are no archive of ours."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.serializer("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
def json_lines(_context, value):
    """A list is a line for each of its items; any other value is the one line of the batch."""
    if isinstance(value, bytes):
        return value
    items = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(item, default=str) for item in items).encode("utf-8", "replace")
