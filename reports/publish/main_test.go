package publish

import (
	"os"
	"testing"

	"fabbisogno/datasets/disktest"
)

func TestMain(m *testing.M) { os.Exit(disktest.M{M: m}.Run()) }
