using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class GoldenCheckSpec : IDisposable
{
    private const float Tolerance = 0.001f;
    private static readonly InferenceOptions Cpu = new() { Device = InferenceDevice.Cpu };
    private static readonly GoldenOutput[] Golden = [new("first", 2, 1, [0, 1, 2]), new("second", 1, 1, [1, -1])];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Bundled => [.. ModelCatalog.BuiltIn.Cards.Where(card => card.Bundled).Select(card => card.Id)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Bundled))]
    public void A_bundled_model_answers_here_what_its_card_says(string model)
    {
        var card = ModelCatalog.BuiltIn.Cards.Single(card => card.Id == model);
        Assert.NotNull(card.Golden);
        Assert.Equal(InferenceDevice.Cpu, GoldenCheck.Run(StoreOf(card), card, Cpu, NullLogger.Instance));
    }

    [Theory]
    [MemberData(nameof(Bundled))]
    public void What_is_recorded_here_is_what_the_card_says(string model)
    {
        var card = ModelCatalog.BuiltIn.Cards.Single(card => card.Id == model);
        var recorded = GoldenCheck.Record(StoreOf(card), card, Cpu, NullLogger.Instance);
        Assert.Equal(card.Golden!.Outputs.Select(output => output.Name), recorded.Outputs.Select(output => output.Name));
        Assert.All(card.Golden.Outputs.Zip(recorded.Outputs), pair => Assert.All(
            pair.First.Values.Zip(pair.Second.Values), values => Assert.Equal(values.First, values.Second, Tolerance)));
        Assert.Contains("cpu", recorded.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_that_is_computed_wrongly_does_not_start()
    {
        var card = Altered(ModelCatalog.BuiltIn.Card("facefinder", ModelTask.Detect));
        var fault = Assert.ThrowsAny<FailureException>(() => FaceDetectorFactory.Create(
            StoreOf(card), card, new DetectOptions(), Cpu, NullLogger.Instance));
        Assert.Contains("'facefinder' is computed wrongly on device 'cpu'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Inference:Device", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedder_that_is_computed_wrongly_does_not_start()
    {
        var card = Altered(ModelCatalog.BuiltIn.Card("mobilefacenet-se", ModelTask.Embed));
        var fault = Assert.ThrowsAny<FailureException>(() => FaceEmbedderFactory.Create(
            StoreOf(card), card, Cpu, NullLogger.Instance));
        Assert.Contains("'mobilefacenet-se' is computed wrongly on device 'cpu'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_within_the_tolerance_are_right() =>
        Assert.Null(GoldenCheck.Fault(Golden, [("first", [0.001f, 1.001f, 2]), ("second", [1, -1])], Tolerance));

    [Theory]
    [InlineData(0.01f, 1f, 2f, "output 'first' holds 0.01 where 0 is right")]
    [InlineData(0f, 1f, -2f, "output 'first' holds -2 where 2 is right")]
    [InlineData(0f, 0f, 2f, "output 'first' holds 0 where 1 is right")]
    [InlineData(0f, float.NaN, 2f, "output 'first' holds values that are no numbers")]
    [InlineData(0f, 1f, float.PositiveInfinity, "output 'first' holds values that are no numbers")]
    public void A_value_that_is_off_is_named(float a, float b, float c, string said) => Assert.StartsWith(
        said, GoldenCheck.Fault(Golden, [("first", [a, b, c]), ("second", [1, -1])], Tolerance), StringComparison.Ordinal);

    [Fact]
    public void The_rounding_of_a_sigmoid_is_no_fault_of_an_output_whose_values_are_all_small() => Assert.Null(
        GoldenCheck.Fault([new GoldenOutput("small", 3e-5f, 3e-5f, [3e-5f])], [("small", [3.02e-5f])], Tolerance));

    [Fact]
    public void An_output_that_is_missing_or_of_another_length_is_named()
    {
        Assert.Contains("no output 'second'", GoldenCheck.Fault(Golden, [("first", [0, 1, 2])], Tolerance), StringComparison.Ordinal);
        Assert.Contains(
            "output 'second' has 1 values", GoldenCheck.Fault(Golden, [("first", [0, 1, 2]), ("second", [1])], Tolerance),
            StringComparison.Ordinal);
    }

    // As if the processor computed one value otherwise.
    private static ModelCard Altered(ModelCard card)
    {
        var outputs = card.Golden!.Outputs.ToArray();
        var last = outputs[^1];
        outputs[^1] = last with { Values = [last.Values[0] + 0.01f * last.Greatest, .. last.Values[1..]] };
        return card with { Golden = card.Golden with { Outputs = outputs } };
    }

    private ModelStore StoreOf(ModelCard card) => new(_folder.Path, new ModelCatalog([card], []));
}
