using Analytics.Contracts;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class ComputeSpec
{
    [Theory]
    [InlineData("mobilefacenet")]
    [InlineData("mobilefacenet-se")]
    [InlineData("resnet-ir-18")]
    public void Mixed_precision_answers_and_learns_nearly_the_same(string name)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var width = name.StartsWith("resnet", StringComparison.Ordinal) ? 8 : (int?)null;
        using var network = new NetworkSpec(name) { Side = 64, Width = width }.MakeEmbedder();
        network.train();
        var faces = randn(8, 3, 64, 64);
        var (exact, exactGradient) = Learn(network, faces);

        Compute.Of("cpu", "bfloat16").Apply(network);
        var (mixed, mixedGradient) = Learn(network, faces);

        Assert.Equal(ScalarType.Float32, mixed.dtype);
        Assert.All(network.parameters(), weight => Assert.Equal(ScalarType.Float32, weight.dtype));
        Assert.InRange(Cosine(exact, mixed), 0.99, 0.999999);
        Assert.InRange(Cosine(exactGradient, mixedGradient), 0.9, 0.999999);
    }

    [Fact]
    public void A_detector_is_computed_in_mixed_precision_too()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        random.manual_seed(3);
        using var network = new FaceFinder();
        var picture = randn(1, 3, 64, 64);
        var exact = network.call(picture);
        Compute.Of("cpu", "bfloat16").Apply(network);
        var mixed = network.call(picture);
        Assert.All(exact.Zip(mixed), pair => Assert.InRange(Cosine(pair.First, pair.Second.to(ScalarType.Float32)), 0.98, 0.999999));
    }

    [Fact]
    public void Without_CUDA_it_is_said_how_to_get_on()
    {
        Assert.SkipWhen(cuda_is_available(), "There is CUDA here.");
        Assert.Contains(
            "--device cpu", Assert.ThrowsAny<FailureException>(() => Compute.Of("cuda", null)).Message, StringComparison.Ordinal);
    }

    // What the network answers, and the gradient of a sum of it, all weights in a row. The same neurons are dropped each time.
    private static (Tensor Answer, Tensor Gradient) Learn(EmbeddingNetwork network, Tensor faces)
    {
        random.manual_seed(9);
        network.zero_grad();
        var answer = network.call(faces);
        (answer * linspace(-1, 1, answer.numel()).reshape(answer.shape)).sum().backward();
        return (answer.detach(), cat([.. network.parameters().Select(weight => weight.grad!.flatten().clone())]));
    }

    private static double Cosine(Tensor a, Tensor b) =>
        nn.functional.cosine_similarity(a.reshape(1, -1).to(ScalarType.Float64), b.reshape(1, -1).to(ScalarType.Float64), dim: 1)
            .item<double>();
}
