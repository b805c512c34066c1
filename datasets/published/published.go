package published

import (
	"embed"
	"fmt"
)

//go:embed data/*.csv
var data embed.FS

// File is one published table as it is loaded.
type File struct {
	Table string // catalogue table id
	Name  string // file name
	Bytes []byte // the caller may change them; each call reads anew
}

// Tables are the catalogue ids of the published tables, in the order they are loaded.
func Tables() []string {
	return []string{
		"published_vacancy_rate",
		"published_foreign_incidence",
		"published_hard_to_fill",
		"published_planned_entries",
		"published_immigrant_entries",
		"published_immigrant_share",
		"published_medium_term",
		"published_piedmont",
		"published_quotas",
		"published_quota_outcomes",
		"published_other_signals",
		"published_pakistan_tvet",
		"published_beoe",
		"published_pakistani_workers",
	}
}

// Files are the embedded tables in the order of Tables. It panics when a table
// has no file, which the build would have to have lost.
func Files() []File {
	tables := Tables()
	files := make([]File, 0, len(tables))
	for _, table := range tables {
		name := table + ".csv"
		b, err := data.ReadFile("data/" + name)
		if err != nil {
			panic(fmt.Sprintf("published: embedded file of table %s: %v", table, err))
		}
		files = append(files, File{Table: table, Name: name, Bytes: b})
	}
	return files
}
