package warehouse

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// writeTable writes aligned text, numbers to the right, missing values empty.
func writeTable(w io.Writer, r result) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	var header table.Row
	var configs []table.ColumnConfig
	for i, c := range r.columns {
		header = append(header, printable(c.name))
		if c.isNumber() {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for _, cells := range r.rows {
		var row table.Row
		for i, cell := range cells {
			row = append(row, printable(r.columns[i].text(cell)))
		}
		t.AppendRow(row)
	}
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

// printable shows control characters as their escapes: a text from a file must
// not steer the terminal.
func printable(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsGraphic(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// writeCSV writes RFC 4180 with a header. Texts that a spreadsheet would run as
// a formula get an apostrophe before them; numbers are left alone.
func writeCSV(w io.Writer, r result) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(r.columns))
	for i, c := range r.columns {
		record[i] = Inert(c.name)
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for _, cells := range r.rows {
		for i, cell := range cells {
			record[i] = r.columns[i].text(cell)
			if !r.columns[i].isNumber() {
				record[i] = Inert(record[i])
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Inert quotes a text that begins as a formula does (OWASP ASVS 1.2.10), the
// full-width signs included.
func Inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// writeJSON writes an array of objects, a row a line, keys in the order of the
// columns; missing values are null.
func writeJSON(w io.Writer, r result) error {
	out := bufio.NewWriter(w)
	names := make([][]byte, len(r.columns))
	for i, c := range r.columns {
		names[i] = marshal(c.name)
	}
	out.WriteString("[")
	for n, cells := range r.rows {
		if n > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n  {")
		for i, cell := range cells {
			if i > 0 {
				out.WriteString(", ")
			}
			out.Write(names[i])
			out.WriteString(": ")
			out.Write(marshal(r.columns[i].value(cell)))
		}
		out.WriteString("}")
	}
	if len(r.rows) > 0 {
		out.WriteString("\n")
	}
	out.WriteString("]\n")
	return out.Flush()
}

// marshal writes what value gives; that can always be written.
func marshal(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic("warehouse: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// isNumber says whether the column's cells are numbers.
func (c resultColumn) isNumber() bool {
	switch c.kind {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
		"FLOAT", "DOUBLE":
		return true
	}
	return strings.HasPrefix(c.kind, "DECIMAL")
}

// value is a cell as JSON has it: nil, bool, number, text, list or object.
func (c resultColumn) value(cell any) any {
	switch v := cell.(type) {
	case nil:
		return nil
	case float32:
		return finiteNumber(float64(v), 32)
	case float64:
		return finiteNumber(v, 64)
	case bool, string, int8, int16, int32, int64, uint8, uint16, uint32, uint64:
		return v
	case *big.Int:
		return json.Number(v.String())
	case duckdb.Decimal:
		return json.Number(decimalText(v))
	case time.Time:
		return c.timeText(v)
	case []byte:
		return hex.EncodeToString(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = resultColumn{}.value(v[i])
		}
		return out
	case map[string]any:
		return structValue(v)
	}
	return fmt.Sprint(cell)
}

// structValue is a struct; encoding/json sorts its keys.
func structValue(v map[string]any) any {
	out := make(map[string]any, len(v))
	for name, cell := range v {
		out[name] = resultColumn{}.value(cell)
	}
	return out
}

// finiteNumber is nil for what is missing or not finite.
func finiteNumber(v float64, bits int) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return json.Number(strconv.FormatFloat(v, jsonForm(v), -1, bits))
}

// jsonForm keeps plain digits where they stay short.
func jsonForm(v float64) byte {
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		return 'e'
	}
	return 'f'
}

// decimalText keeps the scale as declared: 1.50 is not 1.5.
func decimalText(d duckdb.Decimal) string {
	digits := new(big.Int).Abs(d.Value).String()
	scale := int(d.Scale)
	if scale > 0 {
		digits = strings.Repeat("0", max(0, scale+1-len(digits))) + digits
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if d.Value.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

func (c resultColumn) timeText(t time.Time) string {
	switch {
	case c.kind == "DATE":
		return t.Format(time.DateOnly)
	case strings.HasPrefix(c.kind, "TIME") && !strings.HasPrefix(c.kind, "TIMESTAMP"):
		return t.Format("15:04:05.999999")
	case c.kind == "" && t.Equal(t.Truncate(24*time.Hour)):
		return t.Format(time.DateOnly) // inside a list the type is not known
	}
	return t.Format("2006-01-02 15:04:05.999999")
}

// text is a cell as plain text; missing is empty.
func (c resultColumn) text(cell any) string {
	switch v := c.value(cell).(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case []any, map[string]any:
		return string(marshal(v))
	default:
		return fmt.Sprint(v)
	}
}
