package job_test

import (
	"os"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(victimOf); url != "" {
		victim(url)
	}
	dbtest.Main(m)
}
