using System.Text;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Runtime;

/// <summary>Each rule with a card that breaks it and it alone.</summary>
public sealed class ModelCardRulesSpec
{
    private static readonly ModelCard Detector = ModelCatalog.BuiltIn.Card("yunet-s", ModelTask.Detect);
    private static readonly ModelCard FixedDetector = ModelCatalog.BuiltIn.Card("yunet-2023mar", ModelTask.Detect);
    private static readonly ModelCard Scrfd = ModelCatalog.BuiltIn.Card("scrfd-500m", ModelTask.Detect);
    private static readonly ModelCard Embedder = ModelCatalog.BuiltIn.Card("omz-reid-0095", ModelTask.Embed);

    [Fact]
    public void The_hash_is_64_lower_case_digits() => Refused(
        "sha256 must be 64 lower-case hexadecimal digits",
        Detector with { Sha256 = Detector.Sha256[1..] },
        Detector with { Sha256 = Detector.Sha256.ToUpperInvariant() },
        Detector with { Sha256 = 'g' + Detector.Sha256[1..] });

    [Fact]
    public void Length_and_batch_are_positive() => Refused(
        "bytes and maxBatch must be positive", Detector with { Bytes = 0 }, Detector with { MaxBatch = 0 },
        Detector with { MaxBatch = -1 });

    [Fact]
    public void The_file_is_a_name_that_leads_nowhere_else() => Refused(
        "must be a name without a folder",
        Detector with { File = "" }, Detector with { File = "../yunet.onnx" }, Detector with { File = "/etc/passwd" },
        Detector with { File = "a/b" },
        Detector with { File = ".." });

    [Fact]
    public void Decoding_belongs_to_detectors() => Refused(
        "decoding belongs to detectors", Detector with { Decoding = null }, Embedder with { Decoding = FixedDetector.Decoding });

    [Fact]
    public void An_embedding_belongs_to_embedders() => Refused(
        "embedding belongs to embedders", Embedder with { Embedding = null }, FixedDetector with { Embedding = Embedder.Embedding });

    [Fact]
    public void The_input_has_a_fixed_size_or_a_step() => Refused(
        "input needs either width and height or multipleOf",
        Embedder with { Input = Embedder.Input with { MultipleOf = 32 } },
        Embedder with { Input = Embedder.Input with { Height = null } },
        Embedder with { Input = Embedder.Input with { Width = 0 } },
        Detector with { Input = Detector.Input with { MultipleOf = 0 } },
        Detector with { Input = Detector.Input with { MultipleOf = null } });

    [Fact]
    public void Mean_and_scale_are_three_numbers_and_no_scale_is_0() => Refused(
        "input.mean and input.scale need three numbers each",
        Detector with { Input = Detector.Input with { Mean = [1, 2] } },
        Detector with { Input = Detector.Input with { Scale = [1, 1, 1, 1] } },
        Detector with { Input = Detector.Input with { Scale = [1, 0, 1] } });

    [Fact]
    public void Decoding_has_anchors_and_levels() => Refused(
        "decoding needs anchors and levels",
        Detector with { Decoding = Detector.Decoding! with { Anchors = 0 } },
        Detector with { Decoding = Detector.Decoding! with { Levels = [] } });

    [Fact]
    public void Each_landmark_is_named_once() => Refused(
        "decoding.landmarkOrder must name each of 0 to 4 once",
        Detector with { Decoding = Detector.Decoding! with { LandmarkOrder = [0, 1, 2, 3] } },
        Detector with { Decoding = Detector.Decoding! with { LandmarkOrder = [0, 1, 2, 3, 3] } },
        Detector with { Decoding = Detector.Decoding! with { LandmarkOrder = [1, 2, 3, 4, 5] } });

    [Fact]
    public void The_input_is_a_whole_number_of_cells() => Refused(
        "are not multiples of the stride",
        WithLevel(Detector, level => level with { Stride = 0 }),
        WithLevel(Detector, level => level with { Stride = 24 }),
        FixedDetector with { Input = FixedDetector.Input with { Width = 636 } },
        FixedDetector with { Input = FixedDetector.Input with { Height = 636 } });

    [Fact]
    public void Objectness_belongs_to_YuNet() => Refused(
        "objectness belongs to YuNet",
        WithLevel(Detector, level => level with { Objectness = null }),
        WithLevel(Scrfd, level => level with { Objectness = "obj" }));

    [Fact]
    public void An_embedder_has_a_fixed_input_and_a_length() => Refused(
        "an embedder needs a fixed input and a length",
        Embedder with { Input = Embedder.Input with { Width = null, Height = null, MultipleOf = 32 } },
        Embedder with { Embedding = Embedder.Embedding! with { Length = 0 } });

    [Fact]
    public void A_template_is_five_points() => Refused(
        "embedding.template needs five points of two numbers",
        Embedder with { Embedding = Embedder.Embedding! with { Template = Embedder.Embedding.Template[1..] } },
        Embedder with { Embedding = Embedder.Embedding! with { Template = [.. Embedder.Embedding.Template[1..], [1, 2, 3]] } });

    [Fact]
    public void A_calibration_has_pairs_and_a_table() => Refused(
        "calibration needs pairs and a table",
        Embedder with { Calibration = Measured(pairs: 0, (0, 1)) },
        Embedder with { Calibration = Measured(pairs: 1000) });

    [Fact]
    public void In_a_calibration_similarities_grow_while_rates_fall_within_0_to_1() => Refused(
        "similarities must grow while rates fall, within 0 to 1",
        Embedder with { Calibration = Measured(1000, (0, 1.1)) },
        Embedder with { Calibration = Measured(1000, (0, 1), (0.1f, 0)) },
        Embedder with { Calibration = Measured(1000, (0, 1), (0, 0.5)) },
        Embedder with { Calibration = Measured(1000, (0, 0.5), (0.1f, 0.6)) });

    private static ModelCard WithLevel(ModelCard card, Func<DetectionLevel, DetectionLevel> change)
    {
        var levels = card.Decoding!.Levels;
        return card with { Decoding = card.Decoding with { Levels = [change(levels[0]), .. levels[1..]] } };
    }

    private static Calibration Measured(long pairs, params (float Similarity, double Rate)[] table) => new()
    {
        Method = "",
        Images = 100,
        People = 10,
        Pairs = pairs,
        Table = [
            .. table.Select(row => new CalibrationPoint(row.Similarity, row.Rate))],
    };

    [Fact]
    public void Limits_enclose_their_rate() => Refused(
        "the rate must lie between its limits",
        Embedder with { Calibration = With(new CalibrationPoint(0.5f, 1e-3) { Lower = 2e-3 }) },
        Embedder with { Calibration = With(new CalibrationPoint(0.5f, 1e-3) { Upper = 5e-4 }) },
        Embedder with { Calibration = With(new CalibrationPoint(0.5f, 1e-3) { Lower = -1 }) });

    [Fact]
    public void Likelihood_ratios_never_fall() => Refused(
        "likelihood ratios must not fall",
        Embedder with { Calibration = With(new CalibrationPoint(0.5f, 1e-3)) with { Genuine = Genuine([new(0, 1), new(0.1f, 0.5)]) } },
        Embedder with { Calibration = With(new CalibrationPoint(0.5f, 1e-3)) with { Genuine = Genuine([]) } });

    private static Calibration With(CalibrationPoint row) => new() { Method = "", Images = 1, People = 1, Pairs = 1, Table = [row] };

    private static GenuineScores Genuine(LikelihoodPoint[] ratios) => new()
    {
        Pairs = 1,
        People = 1,
        Table = [new NonMatchPoint(0, 0, 0, 0)],
        LikelihoodMethod = "",
        Likelihood = ratios,
    };

    private static void Refused(string fault, params ModelCard[] cards) => Assert.All(cards, card =>
    {
        var error = Assert.Throws<InvalidDataException>(() => ModelCard.Parse(Encoding.UTF8.GetBytes(card.ToJson()), "mine.json"));
        Assert.StartsWith("Model card 'mine.json': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    });
}
