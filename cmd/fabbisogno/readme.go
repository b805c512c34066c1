package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

//go:generate go run . catalog --readme ../../README.md

// writeReadme puts the tables of sources and methods between their marks in a
// README, from the catalogue, the list of models and the method cards.
func writeReadme(path string, cat *catalog.Catalog) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write tables of %s: %w", path, err)
	}
	methods, err := methodTable()
	if err != nil {
		return err
	}
	for _, block := range []struct{ name, body string }{{"tables", sourceTable(cat)}, {"methods", methods}} {
		if text, err = replaceBlock(text, block.name, block.body); err != nil {
			return fmt.Errorf("write tables of %s: %w", path, err)
		}
	}
	return os.WriteFile(path, text, 0o644)
}

// replaceBlock replaces what stands between the marks of a name.
func replaceBlock(text []byte, name, body string) ([]byte, error) {
	begin, end := []byte("<!-- generated: "+name+" -->\n"), []byte("<!-- end generated: "+name+" -->")
	i := bytes.Index(text, begin)
	j := bytes.Index(text, end)
	if i < 0 || j < i {
		return nil, fmt.Errorf("the marks of the block %q are not there", name)
	}
	return bytes.Join([][]byte{text[:i+len(begin)], []byte(body), text[j:]}, nil), nil
}

func sourceTable(cat *catalog.Catalog) string {
	var b strings.Builder
	b.WriteString("| Table | What | Publisher's id | Licence |\n|---|---|---|---|\n")
	for _, t := range cat.Tables {
		id := ""
		if len(t.Flows) > 0 && t.Flows[0] != t.ID {
			id = "`" + t.Flows[0] + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", t.ID, t.Title.EN, id, t.Licence)
	}
	return b.String()
}

func methodTable() (string, error) {
	var b strings.Builder
	b.WriteString("| Method | Version | What |\n|---|---|---|\n")
	for _, m := range forecast.Models() {
		fmt.Fprintf(&b, "| `%s` | %d | forecast model |\n", m.ID(), m.Version())
	}
	cards, err := shortage.Cards()
	if err != nil {
		return "", err
	}
	for _, c := range cards {
		fmt.Fprintf(&b, "| `%s` | %d | %s |\n", c.ID, c.Version, c.Title.EN)
	}
	return b.String(), nil
}
