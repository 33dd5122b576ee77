def name_items(readings, linked, text, packs, frame):
    return [None] * len(readings)
