using Analytics.Contracts;
using Analytics.Tests;
using Analytics.Train.Distilling;
using Analytics.Train.Networks;
using Analytics.Train.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class EmbeddingNetworkSpec
{
    [Fact]
    public void MobileFaceNet_of_the_paper_has_under_a_million_weights_as_it_is_exported()
    {
        using var network = new MobileFaceNet(MobileFaceNetShape.Paper);
        var exported = ModelProto.Parser.ParseFrom(OnnxFile.Of(network)).Graph.Initializer.Sum(
            weight => weight.Dims.Aggregate(1L, (a, b) => a * b));
        Assert.Equal(1_003_136, network.parameters().Sum(weight => weight.numel()));
        Assert.InRange(exported, 990_000, 1_000_000);
    }

    // The weights of InsightFace's iresnet18 to 100 without squeeze-and-excite, at 112 × 112 and 512 components.
    [Theory]
    [InlineData(18, 24.0)]
    [InlineData(50, 43.6)]
    public void ResNet_has_as_many_weights_as_the_paper_s(int depth, double millions)
    {
        using var network = new ResNetIr(depth);
        Assert.Equal(millions, network.parameters().Sum(weight => weight.numel()) / 1e6, 0.1);
    }

    [Theory]
    [InlineData("mobilefacenet", null)]
    [InlineData("mobilefacenet-se", null)]
    [InlineData("resnet-ir-18", 8)]
    [InlineData("resnet-ir-34", 4)]
    public void An_embedder_answers_the_same_in_ONNX_Runtime(string name, int? width)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var network = new NetworkSpec(name) { Side = 64, Width = width }.MakeEmbedder();
        Shake(network);
        using (no_grad())
        {
            for (var i = 0; i < 3; i++)
            {
                network.call(randn(8, 3, 64, 64) * 2 + 0.5); // running means and variances that are not 0 and 1
            }
        }

        Assert.NotEmpty(OnnxFile.Of(network));
    }

    [Theory]
    [InlineData("mobilefacenet-se")]
    [InlineData("mobilefacenet")]
    public void Points_of_a_smaller_face_lie_where_those_of_a_larger_one_do(string name)
    {
        var (large, small) = (new NetworkSpec(name).Template(128), new NetworkSpec(name).Template(64));
        for (var i = 0; i < Landmarks.Count; i++)
        {
            Assert.Equal((large[i].X + 0.5f) / 2, small[i].X + 0.5f, 1e-3f);
            Assert.Equal((large[i].Y + 0.5f) / 2, small[i].Y + 0.5f, 1e-3f);
        }
    }

    [Fact]
    public void A_side_that_cannot_be_halved_four_times_is_refused() =>
        Assert.Contains(
            "--side 100", Assert.ThrowsAny<FailureException>(() => new NetworkSpec("resnet-ir-18") { Side = 100 }.MakeEmbedder()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void What_was_exported_is_read_back_bit_for_bit()
    {
        using var network = new MobileFaceNet(Student.Of0095.Shape);
        Shake(network);
        using TempFolder folder = new();
        var path = folder.File("student.onnx");
        File.WriteAllBytes(path, OnnxFile.Of(network));

        using var read = new MobileFaceNet(Student.Of0095.Shape);
        OnnxFile.Read(path, read);

        Assert.Equal(File.ReadAllBytes(path), OnnxFile.Of(read));
    }

    [Fact]
    public void A_detector_that_was_exported_is_read_back_bit_for_bit()
    {
        using var network = new FaceFinder(normalise: false);
        Shake(network);
        using TempFolder folder = new();
        var path = folder.File("student.onnx");
        File.WriteAllBytes(path, OnnxFile.Of(network));

        using var read = new FaceFinder(normalise: false);
        OnnxFile.Read(path, read);

        Assert.Equal(File.ReadAllBytes(path), OnnxFile.Of(read));
    }

    [Theory]
    [InlineData("another network")]
    [InlineData("no model")]
    [InlineData("no file")]
    public void What_another_network_exported_is_not_read(string what)
    {
        using TempFolder folder = new();
        var path = folder.File("other.onnx");
        using var other = new NetworkSpec("mobilefacenet") { Side = 64 }.MakeEmbedder();
        if (what != "no file")
        {
            File.WriteAllBytes(path, what == "no model" ? [1, 2, 3] : OnnxFile.Of(other));
        }

        using var network = new MobileFaceNet(Student.Of0095.Shape);

        Assert.Contains(path, Assert.ThrowsAny<FailureException>(() => OnnxFile.Read(path, network)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_detector_answers_the_same_in_ONNX_Runtime(bool normalise)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        using var network = new FaceFinder(normalise);
        Shake(network);
        using (no_grad())
        {
            network.call(rand(4, 3, 64, 64));
        }

        Assert.NotEmpty(OnnxFile.Of(network));
    }

    [Fact]
    public void A_network_that_answers_otherwise_than_its_file_is_not_written()
    {
        using var network = new Forgetful();
        var fault = Assert.ThrowsAny<FailureException>(() => OnnxFile.Of(network));
        Assert.Contains("differs from the network's", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_of_a_run_is_made_again_from_its_folder()
    {
        using TempFolder folder = new();
        var spec = new NetworkSpec("resnet-ir-18") { Side = 64, Length = 32, Width = 8 };
        spec.Keep(folder.Path);
        spec.Keep(folder.Path);
        Assert.Equal(spec, NetworkSpec.Of(folder.Path));
        Assert.ThrowsAny<FailureException>(() => (spec with { Length = 64 }).Keep(folder.Path));
    }

    // Slopes, biases and scales that are not what they begin as.
    private static void Shake(TorchSharp.torch.nn.Module network)
    {
        using var free = no_grad();
        foreach (var weight in network.parameters().Where(weight => weight.dim() == 1))
        {
            weight.add_(randn_like(weight) * 0.2);
        }
    }

    private sealed class Forgetful : EmbeddingNetwork
    {
        public Forgetful()
            : base(nameof(Forgetful), side: 16, length: 3 * 16 * 16)
        {
        }

        public override Tensor forward(Tensor input) => input.flatten(1) * 1.001;

        public override string Write(OnnxGraph graph, string x) => graph.Flatten(x);
    }
}
