"""What earlier runs found out, kept on disk: read only where nothing that it depends on changed."""
