"""Files in and out: attachments, workbooks, printed papers."""
