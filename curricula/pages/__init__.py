"""Pages to print from a module: handouts for people, guides for whoever runs the session.

    for sheet in sheets(module, folder, session_id):
        sheet.markdown                  # the text
        html.page(sheet)                # a web page that needs nothing else
    pdf.documents(found)                # tagged PDF, with the extra `pdf`

Nothing on a page names a person: they are made from modules alone.
"""
