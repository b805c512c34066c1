package fetch

import (
	"encoding/csv"
	"encoding/xml"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"fabbisogno/ingest/format"
)

// released is the day an answer says it was published: the header Last-Modified, the
// column LAST UPDATE of Eurostat's CSV, the field Prepared of SDMX-ML; else the
// day of the call.
func released(h http.Header, path, ending string, now time.Time) time.Time {
	today := now.UTC().Truncate(24 * time.Hour)
	for _, t := range []time.Time{lastModified(h), lastUpdate(path, ending), prepared(path, ending)} {
		if day := t.UTC().Truncate(24 * time.Hour); t.Year() >= 1990 && !day.After(today) {
			return day
		}
	}
	return today
}

func lastModified(h http.Header) time.Time {
	t, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return time.Time{}
	}
	return t
}

// inText gives the text of an answer, decompressed, to find; the zero time when there
// is none.
func inText(path string, find func(io.Reader) time.Time) time.Time {
	f, err := os.Open(path)
	if err != nil {
		return time.Time{}
	}
	defer f.Close()
	text, err := format.OpenText(f, 0)
	if err != nil {
		return time.Time{}
	}
	return find(text)
}

// lastUpdate reads the first row of Eurostat's SDMX-CSV: 14/09/23 23:00:00.
func lastUpdate(path, ending string) time.Time {
	if !strings.HasPrefix(ending, ".csv") {
		return time.Time{}
	}
	return inText(path, func(text io.Reader) time.Time {
		r := csv.NewReader(text)
		r.FieldsPerRecord = -1
		header, err := r.Read()
		at := slices.Index(header, "LAST UPDATE")
		if err != nil || at < 0 {
			return time.Time{}
		}
		row, err := r.Read()
		if err != nil || at >= len(row) {
			return time.Time{}
		}
		t, err := time.Parse("02/01/06 15:04:05", row[at])
		if err != nil {
			return time.Time{}
		}
		return t
	})
}

// prepared reads the header of an SDMX-ML message.
func prepared(path, ending string) time.Time {
	if !strings.HasPrefix(ending, ".xml") {
		return time.Time{}
	}
	return inText(path, func(text io.Reader) time.Time {
		d := xml.NewDecoder(text)
		for range 200 { // the header is at the beginning
			token, err := d.Token()
			if err != nil {
				break
			}
			if x, ok := token.(xml.StartElement); ok && x.Name.Local == "Prepared" {
				var stamp string
				if d.DecodeElement(&stamp, &x) == nil && len(stamp) >= len(time.DateOnly) {
					t, _ := time.Parse(time.DateOnly, stamp[:len(time.DateOnly)])
					return t
				}
				break
			}
		}
		return time.Time{}
	})
}
