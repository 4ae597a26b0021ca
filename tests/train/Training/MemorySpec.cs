using Analytics.Runtime.Inference;
using Analytics.Tests;
using Analytics.Train.Losses;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

[FullTier]
public sealed class MemorySpec
{
    [Fact]
    public void Memory_that_is_read_before_it_is_written_is_not_a_number()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The GNU C library fills memory.");
        using var memory = NativeMemory.FillWithNaN();
        using var unwritten = empty(1 << 20);
        Assert.True(unwritten.isnan().all().item<bool>());
    }

    [Theory]
    [InlineData("mobilefacenet", "float32", "arcface")]
    [InlineData("mobilefacenet-se", "float32", "cosface")]
    [InlineData("mobilefacenet-se", "bfloat16", "softmax")]
    [InlineData("resnet-ir-18", "float32", "triplet")]
    [InlineData("resnet-ir-18", "bfloat16", "arcface")]
    public void A_step_is_the_same_whatever_lies_in_memory_that_is_fresh_or_freed(string network, string precision, string loss)
    {
        var plain = Step(network, precision, loss);
        using (NativeMemory.FillWithNaN())
        {
            Assert.Equal(plain, Step(network, precision, loss));
        }

        using (new FreedMemory())
        {
            Assert.Equal(plain, Step(network, precision, loss));
        }
    }

    // The loss and the gradients of all weights.
    private static (float Loss, string Gradient) Step(string name, string precision, string lossName)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var width = name.StartsWith("resnet", StringComparison.Ordinal) ? 8 : (int?)null;
        using var network = new NetworkSpec(name) { Side = 64, Width = width }.MakeEmbedder();
        using var loss = FaceLosses.Make(lossName, network.Length, 4, 16, null, 0.1);
        Compute.Of("cpu", precision).Apply(network);
        network.train();
        var value = loss.call(network.call(randn(8, 3, 64, 64)), tensor(new long[] { 0, 0, 1, 1, 2, 2, 3, 3 }));
        value.backward();
        return (value.item<float>(),
            string.Join(' ', network.parameters().Select(weight => weight.grad!.to(ScalarType.Float64).sum().item<double>())));
    }
}
