using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class OnnxModelSpec : IDisposable
{
    private static readonly ModelCard EmbedderCard = ModelCatalog.BuiltIn.Card("mobilefacenet-se", ModelTask.Embed);
    private static readonly ModelCard DetectorCard = ModelCatalog.BuiltIn.Card("facefinder", ModelTask.Detect);
    private static readonly byte[] Embedder = Bundled(EmbedderCard);
    private static readonly byte[] Detector = Bundled(DetectorCard);
    private static readonly TensorOutput[] Embedding = [new(null, 256)];
    private static readonly TensorOutput[] Boxes = [new("bbox_8", 4, 8), new("cls_8", 1, 8)];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_is_what_its_card_says_runs_on_the_CPU()
    {
        using var model = Load(Embedder, EmbedderCard, Embedding);
        using var workspace = model.Rent(1, 128, 128);
        workspace.Input.Fill(128);
        workspace.Run();

        Assert.Equal(InferenceDevice.Cpu, model.Device);
        Assert.Equal(256, workspace.OutputOf(0, 0).Length);
        Assert.Contains(workspace.OutputOf(0, 0).ToArray(), value => value != 0);
    }

    [Fact]
    public void A_model_of_any_size_runs_batches_of_any_size()
    {
        using var model = Load(Detector, DetectorCard, Boxes);
        foreach (var (batch, height, width) in new[] { (1, 64, 96), (3, 320, 192), (8, 32, 32) })
        {
            using var workspace = model.Rent(batch, height, width);
            workspace.Input.Clear();
            workspace.Run();
            Assert.Equal(height / 8 * (width / 8) * 4, workspace.OutputOf(batch - 1, 0).Length);
        }
    }

    [Fact]
    public void A_workspace_that_came_back_is_used_again_for_its_size_only()
    {
        using var model = Load(Embedder, EmbedderCard, Embedding);
        var first = model.Rent(1, 128, 128);
        using var second = model.Rent(1, 128, 128);
        Assert.NotSame(first, second);
        first.Dispose();

        using var third = model.Rent(1, 128, 128);
        Assert.Same(first, third);
    }

    [Fact]
    public void A_closed_model_rents_nothing_and_takes_back_what_is_out()
    {
        var model = Load(Embedder, EmbedderCard, Embedding);
        var workspace = model.Rent(1, 128, 128);
        model.Dispose();
        model.Dispose();

        workspace.Dispose();
        Assert.True(workspace.Scratch.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => model.Rent(1, 128, 128));
    }

    [Fact]
    public void An_input_of_another_size_is_refused() => Refused(
        () => Load(Embedder, EmbedderCard with { Input = EmbedderCard.Input with { Width = 112, Height = 112 } }, Embedding),
        "its input is float[?,3,128,128], the card says float[?,3,112,112]");

    [Fact]
    public void An_input_of_fixed_size_is_refused_where_the_card_says_any() => Refused(
        () => Load(Embedder, EmbedderCard with { Input = EmbedderCard.Input with { Width = null, Height = null } }, Embedding),
        "its input is float[?,3,128,128], the card says float[?,3,?,?]");

    [Fact]
    public void A_fixed_batch_is_refused_where_the_card_says_several() => Refused(
        () => Load(
            File.ReadAllBytes(TestData.Path("models/embed/omz_face-reidentification-retail-0095.onnx")), EmbedderCard with { MaxBatch = 8 },
            Embedding),
        "its input is float[1,3,128,128], the card says float[?,3,128,128]");

    [Fact]
    public void A_template_of_another_length_is_refused() => Refused(
        () => Load(Embedder, EmbedderCard, [new(null, 512)]), "the card says 512 values in a row");

    [Fact]
    public void An_output_that_is_not_there_is_named_with_those_that_are() => Refused(
        () => Load(Detector, DetectorCard, [new("score_8", 1, 8)]), "it has no output 'score_8' (it has ");

    [Fact]
    public void Rows_of_another_length_are_refused() => Refused(
        () => Load(Detector, DetectorCard, [new("bbox_8", 5, 8)]), "its output 'bbox_8' is float[");

    [Theory]
    [InlineData(16, 1)]
    [InlineData(8, 2)]
    public void A_wrong_number_of_rows_shows_when_the_model_is_tried_out(int stride, int anchors) => Refused(
        () => Load(Detector, DetectorCard, [new("bbox_8", 4, stride, anchors)]), "96 × 64 pixels");

    [Fact]
    public void Bytes_that_are_no_model_and_altered_ones_get_their_own_errors()
    {
        byte[] garbage = Cards.Bytes(10_000);
        var card = Cards.Of("garbage", garbage);
        File.WriteAllBytes(_folder.File(card.File), garbage);

        var error = Assert.ThrowsAny<FailureException>(() => Open(card, [new(null, 128)]));

        Assert.StartsWith("Model 'garbage' (garbage.onnx) does not load:", error.Message, StringComparison.Ordinal);
        Assert.Contains("Its hash is right: take the card and the file of one release", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_no_model_either()
    {
        var card = Cards.Of("empty", []);
        File.WriteAllBytes(_folder.File(card.File), []);

        Assert.Contains(
            "'empty'", Assert.ThrowsAny<FailureException>(() => Open(card, [new(null, 128)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_this_build_lacks_is_reported_before_anything_runs()
    {
        using var model = Load(Embedder, EmbedderCard, Embedding);
        if (model.Device != InferenceDevice.Cpu)
        {
            Assert.Skip("This build has a GPU.");
        }

        var error = Assert.ThrowsAny<FailureException>(() => Open(EmbedderCard, Embedding, InferenceDevice.TensorRt));
        Assert.Contains("Device 'tensorrt'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_models_are_what_their_cards_say()
    {
        var store = new ModelStore(_folder.Path, ModelCatalog.BuiltIn);
        ModelImport.Run(store, TestData.Path("models"), acceptLicence: true);
        foreach (var id in (string[])[
            "yunet-2023mar", "yunet-n", "yunet-s", "scrfd-500m-640", "scrfd-2.5g", "mobilefacenet-foamliu", "mobilefacenet-y1",
            "omz-reid-0095"])
        {
            var card = store.Catalog.Cards.Single(card => card.Id == id); // what differs is an error that names the model
            using IDisposable model = card.Task == ModelTask.Detect
                ? FaceDetectorFactory.Create(store, card, new DetectOptions(), new InferenceOptions(), NullLogger.Instance)
                : FaceEmbedderFactory.Create(store, card, new InferenceOptions(), NullLogger.Instance);
        }
    }

    private static void Refused(Func<OnnxModel> load, string what)
    {
        var error = Assert.ThrowsAny<FailureException>(load);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("is not what its card describes", error.Message, StringComparison.Ordinal);
        Assert.Contains("use the card and the file of the same release.", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Bundled(ModelCard card) => File.ReadAllBytes(Path.Combine(ModelStore.BundleFolder, card.File));

    private OnnxModel Load(byte[] content, ModelCard card, IReadOnlyList<TensorOutput> outputs)
    {
        File.WriteAllBytes(_folder.File(card.File), content);
        return Open(card with { Sha256 = Cards.Of("", content).Sha256, Bundled = false }, outputs);
    }

    private OnnxModel Open(ModelCard card, IReadOnlyList<TensorOutput> outputs, InferenceDevice device = InferenceDevice.Auto) =>
        OnnxModel.Load(
            new ModelStore(_folder.Path, ModelCatalog.BuiltIn), card, outputs, new InferenceOptions { Device = device },
            NullLogger.Instance);
}
