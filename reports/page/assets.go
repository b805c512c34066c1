package page

import "strings"

// leanScript is the script as readers get it: without comments and indentation,
// which are for those who change it. Lines stay lines. It holds for a script whose
// comments have lines of their own and whose texts stay within one line.
func leanScript(source []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(source)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") {
			b.WriteString(line + "\n")
		}
	}
	return []byte(b.String())
}
