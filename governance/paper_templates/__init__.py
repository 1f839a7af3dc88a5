"""The office's own Word templates of the papers that the portal prints."""
