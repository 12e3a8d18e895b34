// Package dbtest gives a test a fresh database of each kind.
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
//	func TestSave(t *testing.T) {
//		dbtest.Each(t, migrations, func(t *testing.T, d *db.DB) { … })
//	}
//
// SQLite is always there. PostgreSQL's programs are looked for on the machine;
// a private cluster is started on a free port of the loopback, as another user
// when the tests run as root, and stopped by Main. Without them the subtest
// "postgres" says in one line what was not tested; with SANSANG_TEST_INSTALL=1,
// under which the check installs them first, their absence is a failure.
package dbtest
