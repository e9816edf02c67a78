import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates each PDF against the PDF/A part it claims in its metadata, and against PDF/UA-1.
 *
 * Arguments: a folder with archived/ (each file must claim both) and exhibits/ (pages of others under our stamp: what
 * a file claims is held, and it may claim nothing). Exit 1 with rule and file for each failure.
 */
public class PdfValidate {
    private static final Pattern CLAIM = Pattern.compile(
        "<pdfaid:part>(\\d)</pdfaid:part>.*?<pdfaid:conformance>([ABU])</pdfaid:conformance>", Pattern.DOTALL);

    private static final Map<String, Integer> passed = new TreeMap<>();
    private static final List<String> failures = new ArrayList<>();
    private static long checks = 0;
    private static int withoutClaim = 0;

    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        Path root = Paths.get(args[0]);
        int files = 0;
        for (Path file : pdfs(root.resolve("archived"))) {
            files++;
            held(file, true);
        }
        if (files == 0) {
            failures.add("no file to validate under " + root);
        }
        for (Path file : pdfs(root.resolve("exhibits"))) {
            files++;
            held(file, false);
        }
        failures.forEach(System.out::println);
        System.out.println("veraPDF : " + files + " fichiers, " + passed + " conformes, " + withoutClaim
            + " pièces sans promesse, " + checks + " contrôles, " + failures.size() + " échecs");
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static List<Path> pdfs(Path folder) throws Exception {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(p -> p.toString().endsWith(".pdf")).sorted().collect(Collectors.toList());
        }
    }

    private static void held(Path file, boolean mustClaim) throws Exception {
        String raw = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Matcher claim = CLAIM.matcher(raw);
        boolean accessible = raw.contains("<pdfuaid:part>1<");
        boolean archived = claim.find();
        if (mustClaim && !(archived && accessible)) {
            failures.add(file.getFileName() + ": claims " + (archived ? "" : "no PDF/A ") + (accessible ? "" : "no PDF/UA"));
        }
        if (!archived && !accessible) {
            withoutClaim++;
        }
        if (archived) {
            validate(file, claim.group(1) + claim.group(2).toLowerCase());
        }
        if (accessible) {
            validate(file, "ua1");
        }
    }

    private static void validate(Path file, String flavour) throws Exception {
        PDFAFlavour asked = PDFAFlavour.byFlavourId(flavour);
        if (asked == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("flavour " + flavour);
        }
        try (VeraPDFFoundry foundry = Foundries.defaultInstance();
             PDFAParser parser = foundry.createParser(new FileInputStream(file.toFile()), asked);
             PDFAValidator validator = foundry.createValidator(asked, 10_000, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            checks += result.getTotalAssertions();
            if (result.isCompliant()) {
                passed.merge(flavour, 1, Integer::sum);
                return;
            }
            Map<String, Integer> rules = new TreeMap<>();
            for (TestAssertion a : result.getTestAssertions()) {
                if (a.getStatus() == TestAssertion.Status.FAILED) {
                    rules.merge(a.getRuleId().getClause() + "-" + a.getRuleId().getTestNumber() + " " + a.getMessage(), 1,
                        Integer::sum);
                }
            }
            rules.forEach((rule, n) -> failures.add(file.getFileName() + ": " + flavour + " " + rule + " (x" + n + ")"));
        }
    }
}
