def share_units(mentions, text, packs, frame):
    mentions[:] = [m for m in mentions if m.pattern.name != "bare"]
