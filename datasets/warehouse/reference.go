package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"time"
)

// ReplaceReference replaces everything of the reference, in one transaction. A
// code, link or break given twice is an error.
func (d *DB) ReplaceReference(ctx context.Context, r Reference) error {
	rows := []bulk{codeRows(r.Codes), measureRows(r.Measures), tableRows(r.Tables), linkRows(r.Links), partitionRows(r.Partitions),
		breakRows(r.Breaks), unitRows(r.Units), flagListRows(r.FlagLists)}
	err := d.transact(ctx, rows, func(conn *sql.Conn) error {
		for _, b := range rows {
			if _, err := conn.ExecContext(ctx, statement("delete_"+b.table)); err != nil {
				return err
			}
			if err := b.insert(ctx, conn); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("replace reference: %w", err)
	}
	return nil
}

func codeRows(codes []Code) bulk {
	return bulk{table: "meta__code", rows: len(codes), columns: []bulkColumn{
		{name: "list", text: func(i int) string { return codes[i].List }},
		{name: "code", text: func(i int) string { return codes[i].Code }},
		{name: "label_it", text: func(i int) string { return codes[i].LabelIT }},
		{name: "label_en", text: func(i int) string { return codes[i].LabelEN }},
		{name: "parent", text: func(i int) string { return codes[i].Parent }},
		{name: "level", text: func(i int) string { return codes[i].Level }},
	}}
}

func measureRows(measures []Measure) bulk {
	return bulk{table: "meta__measure", rows: len(measures), columns: []bulkColumn{
		{name: "measure", text: func(i int) string { return measures[i].Measure }},
		{name: "unit", text: func(i int) string { return measures[i].Unit }},
		{name: "label_it", text: func(i int) string { return measures[i].LabelIT }},
		{name: "label_en", text: func(i int) string { return measures[i].LabelEN }},
	}}
}

func tableRows(tables []TableInfo) bulk {
	return bulk{table: "meta__table", rows: len(tables), columns: []bulkColumn{
		{name: "table_id", text: func(i int) string { return tables[i].Table }},
		{name: "provider", text: func(i int) string { return tables[i].Provider }},
		{name: "title_it", text: func(i int) string { return tables[i].TitleIT }},
		{name: "title_en", text: func(i int) string { return tables[i].TitleEN }},
		{name: "licence", text: func(i int) string { return tables[i].Licence }},
		{name: "citation_it", text: func(i int) string { return tables[i].CitationIT }},
		{name: "citation_en", text: func(i int) string { return tables[i].CitationEN }},
		{name: "source_url", text: func(i int) string { return tables[i].SourceURL }},
	}}
}

func linkRows(links []Link) bulk {
	return bulk{table: "meta__crosswalk", rows: len(links), columns: []bulkColumn{
		{name: "from_list", text: func(i int) string { return links[i].FromList }},
		{name: "from_code", text: func(i int) string { return links[i].From }},
		{name: "to_list", text: func(i int) string { return links[i].ToList }},
		{name: "to_code", text: func(i int) string { return links[i].To }},
		{name: "weight", number: func(i int) float64 { return links[i].Weight }},
		{name: "one_to_one", flag: func(i int) bool { return links[i].IsOneToOne }},
		{name: "basis", text: func(i int) string { return links[i].Basis }},
		{name: "source", text: func(i int) string { return links[i].Source }},
		{name: "note", text: func(i int) string { return links[i].Note }},
	}}
}

func partitionRows(partitions []Partition) bulk {
	type member struct {
		Partition
		code string
	}
	var members []member
	for _, p := range partitions {
		for _, code := range p.Codes {
			members = append(members, member{p, code})
		}
	}
	return bulk{table: "meta__partition", rows: len(members), columns: []bulkColumn{
		{name: "partition_id", text: func(i int) string { return members[i].ID }},
		{name: "list", text: func(i int) string { return members[i].List }},
		{name: "whole", text: func(i int) string { return members[i].Whole }},
		{name: "code", text: func(i int) string { return members[i].code }},
	}}
}

func breakRows(breaks []Break) bulk {
	return bulk{table: "meta__break", rows: len(breaks), columns: []bulkColumn{
		{name: "table_id", text: func(i int) string { return breaks[i].Table }},
		{name: "break_id", text: func(i int) string { return breaks[i].ID }},
		{name: "from_period", text: func(i int) string { return breaks[i].From.String() }},
		{name: "from_start", day: func(i int) time.Time { return breaks[i].From.First() }},
		{name: "kind", text: func(i int) string { return string(breaks[i].Kind) }},
		{name: "concerns", text: func(i int) string { return breaks[i].Concerns }},
		{name: "what_it", text: func(i int) string { return breaks[i].WhatIT }},
		{name: "what_en", text: func(i int) string { return breaks[i].WhatEN }},
		{name: "source_url", text: func(i int) string { return breaks[i].URL }},
	}}
}

func unitRows(units []Unit) bulk {
	return bulk{table: "meta__unit", rows: len(units), columns: []bulkColumn{
		{name: "unit", text: func(i int) string { return units[i].Name }},
		{name: "is_count", flag: func(i int) bool { return units[i].IsCount }},
	}}
}

func flagListRows(lists []FlagList) bulk {
	return bulk{table: "meta__flag_list", rows: len(lists), columns: []bulkColumn{
		{name: "provider", text: func(i int) string { return lists[i].Provider }},
		{name: "list", text: func(i int) string { return lists[i].List }},
		{name: "place", small: func(i int) int32 { return int32(i) }},
	}}
}

// Fingerprint is the SHA-256 over what analysis reads: the ledger of the files
// that count as of a day (all when zero), with the number of observations
// released by then, and the reference, row by row in a fixed order. Equal
// content gives equal hashes, in whatever order it was loaded and whatever came
// in since; the bytes of the file itself are never the same twice.
func (d *DB) Fingerprint(ctx context.Context, asOf time.Time) (string, error) {
	k, err := d.known(ctx, d.sql, asOf)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.New()
	for _, part := range [...][2]string{
		{"fingerprint_ledger", fmt.Sprintf(statement("fingerprint_ledger"), dateLiteral(k.day), k.condition("s"))},
		{"fingerprint_code", statement("fingerprint_code")},
		{"fingerprint_measure", statement("fingerprint_measure")},
		{"fingerprint_table", statement("fingerprint_table")},
		{"fingerprint_break", statement("fingerprint_break")},
	} {
		if err := d.hashRows(ctx, sum, part[0], part[1]); err != nil {
			return "", fmt.Errorf("fingerprint: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// hashRows writes every cell with its length before it, so that no two
// different tables give the same bytes.
func (d *DB) hashRows(ctx context.Context, sum hash.Hash, name, text string) error {
	write := func(text string) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(text)))
		sum.Write(length[:])
		sum.Write([]byte(text))
	}
	rows, err := d.sql.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	cells, fields := make([]string, len(columns)), make([]any, len(columns))
	for i := range cells {
		fields[i] = &cells[i]
	}
	write(name)
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		for _, cell := range cells {
			write(cell)
		}
	}
	return rows.Err()
}
