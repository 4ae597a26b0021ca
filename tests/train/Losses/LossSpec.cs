using Analytics.Train.Losses;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Analytics.Train.Tests;

public sealed class LossSpec
{
    private const int Faces = 6;
    private const int People = 4;
    private const int Length = 5;

    [Theory]
    [InlineData("softmax")]
    [InlineData("cosface")]
    [InlineData("arcface")]
    [InlineData("triplet")]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        using var loss = FaceLosses.Make(name, Length, People, scale: 8, margin: null, smoothing: 0.1);
        loss.to(ScalarType.Float64);
        var people = tensor(new long[] { 0, 0, 1, 1, 2, 3 });
        var embeddings = randn(Faces, Length, dtype: ScalarType.Float64, requires_grad: true);
        loss.call(embeddings, people).backward();
        var gradient = embeddings.grad!;
        const double Step = 1e-6;
        for (var face = 0; face < Faces; face++)
        {
            for (var component = 0; component < Length; component++)
            {
                double At(double delta)
                {
                    using var free = no_grad();
                    var moved = embeddings.detach().clone();
                    moved[face, component] += delta;
                    return loss.call(moved, people).item<double>();
                }

                var expected = (At(Step) - At(-Step)) / (2 * Step);
                Assert.Equal(expected, gradient[face, component].item<double>(), 1e-5);
            }
        }
    }

    // Angles to the right person's centre, in degrees, and the logit without the scale: cos(θ + 0.5) to θ = π − 0.5 ≈ 151.4°, then
    // cos θ − 0.5·sin 0.5.
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(90)]
    [InlineData(150)]
    [InlineData(152)]
    [InlineData(175)]
    public void ArcFace_adds_the_margin_to_the_angle(double degrees)
    {
        using var loss = new ArcFaceLoss(Length, People, scale: 64, margin: 0.5);
        var angle = degrees * Math.PI / 180;
        var expected = angle <= Math.PI - 0.5 ? Math.Cos(angle + 0.5) : Math.Cos(angle) - 0.5 * Math.Sin(0.5);
        Assert.Equal(64 * expected, Logit(loss, Math.Cos(angle), right: true), 0.02);
        Assert.Equal(64 * Math.Cos(angle), Logit(loss, Math.Cos(angle), right: false), 1e-4);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(-0.4)]
    public void CosFace_takes_the_margin_off_the_cosine(double cosine)
    {
        using var loss = new CosFaceLoss(Length, People, scale: 64, margin: 0.35);
        Assert.Equal(64 * (cosine - 0.35), Logit(loss, cosine, right: true), 1e-4);
        Assert.Equal(64 * cosine, Logit(loss, cosine, right: false), 1e-4);
    }

    [Fact]
    public void ArcFace_with_its_margin_is_harder_than_CosFace_with_none()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var arc = new ArcFaceLoss(Length, People);
        using var cos = new CosFaceLoss(Length, People, margin: 0);
        using (no_grad())
        {
            cos.Centres.copy_(arc.Centres);
        }

        var embeddings = randn(Faces, Length);
        var people = tensor(new long[] { 0, 1, 2, 3, 0, 1 });
        Assert.True(arc.call(embeddings, people).item<float>() > cos.call(embeddings, people).item<float>());
    }

    // On a line: the anchor at 0, its partner at d = 0.2 (squared distances of unit vectors are 2 − 2·cos).
    [Fact]
    public void The_triplet_loss_takes_the_nearest_stranger_beyond_the_partner()
    {
        using var scope = NewDisposeScope();
        Tensor At(params double[] degrees) =>
            stack(degrees.Select(angle => tensor(new[] { Math.Cos(angle * Math.PI / 180), Math.Sin(angle * Math.PI / 180) })).ToArray());
        double Squared(double degrees) => 2 - 2 * Math.Cos(degrees * Math.PI / 180);
        using var loss = new TripletLoss(margin: 0.2);

        // Of the pair 0°, 20° the strangers are at −10° (nearer than the partner), 24° and 60°.
        var people = tensor(new long[] { 0, 0, 1, 2, 3 });
        var value = loss.call(At(0, 20, -10, 24, 60), people).item<double>();
        var first = Squared(20) - Squared(24) + 0.2; // from 0°: of 24° and 60° the nearer
        var second = Squared(20) - Squared(30) + 0.2; // from 20°: beyond 20° away are −10° and 60°
        Assert.Equal((Math.Max(0, first) + Math.Max(0, second)) / 2, value, 1e-6);
    }

    [Fact]
    public void The_triplet_loss_takes_the_farthest_stranger_where_none_is_beyond_the_partner()
    {
        using var scope = NewDisposeScope();
        using var loss = new TripletLoss(margin: 0.2);
        var embeddings = tensor([1.0, 0, -1, 0, 0, 1], [3, 2]);
        Assert.Equal(4 - 2 + 0.2, loss.call(embeddings, tensor(new long[] { 0, 0, 1 })).item<double>(), 1e-6);
    }

    [Fact]
    public void A_batch_without_a_pair_has_no_triplets()
    {
        using var loss = new TripletLoss();
        var fault = Assert.Throws<ArgumentException>(() => loss.call(randn(2, 3), tensor(new long[] { 0, 1 })));
        Assert.Contains("no triplets", fault.Message, StringComparison.Ordinal);
    }

    private static double Logit(MarginLoss loss, double cosine, bool right)
    {
        using var scope = NewDisposeScope();
        var logits = loss.Logits(full(1, People, cosine, dtype: ScalarType.Float64), tensor(new long[] { 2 }));
        return logits[0, right ? 2 : 1].item<double>();
    }
}
