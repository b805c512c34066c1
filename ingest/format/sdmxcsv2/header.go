package sdmxcsv2

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// startForm is the start of a header: STRUCTURE, the separator inside cells, the
// separator of cells.
var startForm = regexp.MustCompile(`^"?STRUCTURE(?:\[([^\]\r\n])\])?"?([,;\t])"?STRUCTURE_ID`)

// Recognise says whether the first characters of a file are the header of an
// SDMX-CSV 2.0 message.
func Recognise(head []byte, name string) bool {
	return startForm.Match(bytes.TrimLeft(head, " \ufeff"))
}

// dialect reads the announcements of the header.
func dialect(head []byte) (format.Dialect, error) {
	m := startForm.FindSubmatch(bytes.TrimLeft(head, " "))
	if m == nil {
		return format.Dialect{}, refuse("header", "remove the lines above the header", "the header does not begin with STRUCTURE and STRUCTURE_ID")
	}
	if bytes.Equal(m[1], m[2]) {
		return format.Dialect{}, refuse("columns", "export the file with two different separators", "cells and the values inside them have the same separator, %q", m[2])
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	named := bytes.Contains(line, []byte("STRUCTURE_NAME"))
	return format.Dialect{Separator: m[2][0], LabelColumns: true, SplitLabels: !named}, nil
}

func refuse(rule, hint, message string, args ...any) error {
	return &format.Refusal{Rule: rule, Line: 1, Hint: hint, Message: fmt.Sprintf(message, args...)}
}

// places are the columns of the message's frame in the file; -1: none.
type places struct{ structure, id, name, action int }

// frameColumns part the header into the frame and the components.
var frameColumns = []string{"STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"}

var (
	brackets  = regexp.MustCompile(`\[[^\]]*\]`)
	component = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_@$. -]*$`) // blanks: LAST UPDATE
)

// picks are the columns of the rows: DATAFLOW and the components.
func picks(columns []format.Column) ([]format.Pick, places, error) {
	at := places{-1, -1, -1, -1}
	components := len(columns)
	for i, c := range columns {
		name := brackets.ReplaceAllString(c.Name, "")
		if !slices.Contains(frameColumns, name) {
			components = i
			break
		}
		switch name {
		case "STRUCTURE":
			at.structure = i
		case "STRUCTURE_ID":
			at.id = i
		case "STRUCTURE_NAME":
			at.name = i
		case "ACTION":
			at.action = i
		}
	}
	if at.structure != 0 || at.id != 1 {
		return nil, at, refuse("header", "remove the lines above the header", "the header does not begin with STRUCTURE and STRUCTURE_ID")
	}
	out := []format.Pick{{Column: format.Column{Name: "DATAFLOW"}, From: at.id, Label: at.name}}
	named := at.name >= 0
	if rest := len(columns) - components; named && rest%2 != 0 {
		return nil, at, refuse("columns", "download the file again with labels=name", "the %d columns after the structure do not come in pairs of code and label", rest)
	}
	for i := components; i < len(columns); i++ {
		p := format.Pick{Column: columns[i], From: i, Label: -1}
		p.Name = strings.TrimSpace(brackets.ReplaceAllString(p.Name, ""))
		if !component.MatchString(p.Name) || slices.Contains(frameColumns, p.Name) {
			return nil, at, refuse("header", "download the file again", "column %d, %q, is not the name of a component", i+1, format.Cut(columns[i].Name))
		}
		if named {
			i++
			p.Column.Label, p.Label = columns[i].Name, i
		}
		out = append(out, p)
	}
	return out, at, nil
}
