package ingest

import (
	"strings"
	"testing"
)

// TestNotData tells what a file is that holds no data, and leaves data alone.
func TestNotData(t *testing.T) {
	cases := []struct{ name, head, want string }{
		{"shapefile", "\x00\x00\x27\x0a\x00", "shapefile"},
		{"dbase", "\x03\x7d\x02\x03" + strings.Repeat("\x00", 40), "attribute table"},
		{"topojson", `{"type":"Topology","objects":{}}`, "TopoJSON"},
		{"geojson", ` { "type": "FeatureCollection"}`, "GeoJSON"},
		{"swagger", `{"swagger":"2.0"}`, "web service"},
		{"feed", "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", "feed"},
		{"settings", "snapshot_date = \"2026-08-11\"\n", "settings"},
		{"classification", "CODICE;IT_TITOLO;EN_TITOLO\nA;x;y\n", "classification"},
		{"classification_after_comments", "# made\n# by\ncode,label_it\nA,x\n", "classification"},
		{"list_of_flows", "id,agency,version,name_en,dsd\n1,IT1,1.0,x,D\n", "data flows"},
		{"JSON_of_another_kind", `{"code":"1","label":"x"}`, ""},
		{"table_with_values", "code,label,value\nA,x,1\n", ""},
		{"table_by_year", "codice;denominazione;anno\n", ""},
		{"SDMX-CSV", "DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE\n", ""},
		{"nothing", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := refuseNotData([]byte(c.head))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
