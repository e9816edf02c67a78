//! How fast the law answers: `cargo bench --bench law`.

fn main() {
    divan::main();
}
