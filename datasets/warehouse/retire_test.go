package warehouse

import "testing"

// Newer demonstration files take the place of older ones of the same name; files
// of publishers stay whatever they are called.
func TestRetireSynthetic(t *testing.T) {
	db := openNew(t)
	older := edition("excelsior_monthly", "a", "2024-01-10", true, 1, 2)
	newer := edition("excelsior_monthly", "b", "2024-01-10", true, 3, 2)
	other := edition("excelsior_monthly", "c", "2024-02-10", true, 5, 2)
	real := edition("excelsior_monthly", "d", "2024-01-10", false, 6, 2)
	for _, l := range []*Load{&older, &newer, &real} {
		l.Snapshot.FileName = "gennaio.xlsx"
	}
	other.Snapshot.FileName = "febbraio.xlsx"
	for _, l := range []Load{older, newer, other, real} {
		load(t, db, l)
	}
	now := []Snapshot{newer.Snapshot, other.Snapshot}
	if n, err := db.RetireSynthetic(t.Context(), now); n != 1 || err != nil {
		t.Fatalf("retired %d, %v, want the one older demonstration file", n, err)
	}
	ledger, err := db.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, e := range ledger {
		left[e.Snapshot.SHA256] = true
	}
	if len(left) != 3 || left[older.Snapshot.SHA256] || !left[real.Snapshot.SHA256] {
		t.Errorf("files left %v, want the newer, the other month and the publisher's", left)
	}
	if n, err := db.RetireSynthetic(t.Context(), now); n != 0 || err != nil {
		t.Errorf("a second time retired %d, %v, want nothing", n, err)
	}
}
