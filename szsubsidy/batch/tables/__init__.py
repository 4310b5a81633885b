"""Files of firms in and out, one module a format."""
