package text

// Encoding is how bytes stand for letters. The zero value means: find out.
type Encoding string

const (
	DetectEncoding Encoding = ""
	UTF8           Encoding = "utf-8"
	UTF16LE        Encoding = "utf-16le"
	UTF16BE        Encoding = "utf-16be"
	CP1258         Encoding = "windows-1258"
	TCVN3          Encoding = "tcvn3" // ABC, fonts named .VnTime
	VNI            Encoding = "vni"   // fonts named VNI-Times
	VIQR           Encoding = "viqr"  // ASCII: Vie^.t Nam
)
