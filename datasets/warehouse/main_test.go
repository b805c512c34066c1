package warehouse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"fabbisogno/datasets/disktest"
)

// childMode makes the test binary run as another process: loading until it is
// killed, or holding the file open.
const childMode = "FABBISOGNO_WAREHOUSE_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childMode) {
	case "":
		os.Exit(disktest.M{M: m}.Run())
	case "load":
		childLoad(os.Args[1], os.Args[2], os.Args[3])
	case "hold":
		childHold(os.Args[1], os.Args[2] == "ro")
	case "full":
		childFull(os.Args[1])
	}
}

// childLoad loads the files of crashLoads from a given one on, in an endless
// round, and writes the number of each to standard output once it is acknowledged.
func childLoad(path, seed, from string) {
	number, err := strconv.ParseUint(seed, 10, 64)
	exitOn(err)
	start, err := strconv.Atoi(from)
	exitOn(err)
	db, err := Open(context.Background(), Options{Path: path})
	exitOn(err)
	fmt.Println("open")
	rng := rand.New(rand.NewPCG(number, 1))
	for i := start; i < crashFiles; i++ {
		exitOn(db.Load(context.Background(), crashLoad(i)))
		fmt.Println("done", i)
		if rng.IntN(4) == 0 { // a kill may fall into a checkpoint, too
			_, err := db.sql.Exec("CHECKPOINT " + alias)
			exitOn(err)
		}
	}
	exitOn(db.Close())
	fmt.Println("end")
}

// childHold holds the file until standard input ends.
func childHold(path string, readOnly bool) {
	db, err := Open(context.Background(), Options{Path: path, ReadOnly: readOnly})
	exitOn(err)
	fmt.Println("open")
	buffer := make([]byte, 1)
	for range time.Tick(time.Millisecond) {
		if _, err := os.Stdin.Read(buffer); err != nil {
			break
		}
	}
	exitOn(db.Close())
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
