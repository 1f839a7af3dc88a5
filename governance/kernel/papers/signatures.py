"""What a file is, told by its bytes and never by its name; and what to do with one that the portal does not take."""

PNG = b"\x89PNG\r\n\x1a\n"
BEGINNINGS = (
    (b"\xff\xd8\xff", "jpg"),
    (PNG, "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
BRANDS = {  # of the box that begins such a file
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
}
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
OTHER_NAMES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "heif": "heic", "tiff": "tif"}  # of the same kind
WORDS = {
    "jpg": "JPG 图片",
    "png": "PNG 图片",
    "webp": "WebP 图片",
    "pdf": "PDF 文件",
    "docx": "Word 文件",
    "xlsx": "Excel 文件",
}
ADVICE = {
    "heic": "这是苹果手机的 HEIC 照片，请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或转成 JPG 再上传",
    "avif": "这是 AVIF 图片，请转成 JPG 再上传",
    "gif": "这是 GIF 动图，请截图或另存为 JPG、PNG 再上传",
    "bmp": "这是 BMP 图片，请用“画图”另存为 JPG 或 PNG 再上传",
    "tif": "这是扫描仪的 TIFF 图片，请另存为 PDF 或 JPG 再上传",
    "video": "这是视频，不能上传，请截取画面或拍照后上传照片",
    "ofd": "这是 OFD 版式文件，请在阅读器（数科、福昕、WPS）中另存或打印为 PDF 再上传",
    "doc": "这是旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 再上传",
    "wps": "这是 WPS 文字文件，请另存为 .docx 再上传",
    "xls": "这是旧版 Excel 文件，请用 Excel 或 WPS 另存为 .xlsx 再上传",
    "et": "这是 WPS 表格文件，请另存为 .xlsx 再上传",
    "docm": "带宏的 Word 文件不能上传，请另存为不带宏的 .docx",
    "xlsm": "带宏的 Excel 文件不能上传，请另存为不带宏的 .xlsx",
    "pptx": "这是演示文稿，请另存为 PDF 再上传",
    "zip": "不能上传压缩包，请解压后逐个上传",
    "rar": "不能上传压缩包，请解压后逐个上传",
    "7z": "不能上传压缩包，请解压后逐个上传",
}
MACROS = ("docm", "xlsm")  # refused by their name, whatever they hold


def kind_of(data):
    """The kind of a file as its usual extension ("jpg", "heic", "zip"); "" for one that nothing tells."""
    for begin, kind in BEGINNINGS:
        if data.startswith(begin):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "zip" if data.startswith(b"PK\x03\x04") else ""


def usual(extension):
    """An extension as the portal calls that kind: jpeg and jfif are jpg."""
    return OTHER_NAMES.get(extension, extension)
