package warehouse

import (
	"embed"
	"strings"
)

//go:embed sql/*.sql
var statements embed.FS

// statement is the text of sql/<name>.sql. A missing file is a slip in the code.
func statement(name string) string {
	text, err := statements.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic("warehouse: " + err.Error())
	}
	return strings.TrimSuffix(strings.TrimSpace(string(text)), ";")
}
