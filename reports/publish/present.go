package publish

import (
	"fmt"
	"path/filepath"

	"fabbisogno/reports/edition"
)

// Present are the records of the editions of the site in dir, none where there is no
// site yet.
func Present(dir string) ([]edition.Record, error) {
	p := place{dir: dir}
	releases := p.published()
	if len(releases) == 0 {
		return nil, nil
	}
	records, err := readRecords(filepath.Join(p.releases(), releases[0]))
	if err != nil {
		return nil, fmt.Errorf("read earlier editions: %w", err)
	}
	var out []edition.Record
	for _, r := range records {
		out = append(out, r.Record)
	}
	return out, nil
}
