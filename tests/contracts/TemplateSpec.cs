using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Contracts;

/// <summary><see cref="Template"/>.</summary>
public sealed class TemplateSpec
{
    [Fact]
    public void A_template_is_scaled_to_norm_1_and_prints_none_of_its_components()
    {
        Template template = new(new ModelId("m"), [3, 4]);

        Assert.Equal([0.6f, 0.8f], template.Vector.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal("Template(m, 2)", $"{template}");
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    public void A_vector_without_a_direction_is_rejected(float first, float second) =>
        Assert.Throws<ArgumentException>(() => new Template(new ModelId("m"), [first, second]));

    [Fact]
    public void Templates_of_two_models_cannot_be_compared()
    {
        Template one = new(new ModelId("m"), [1, 0]);

        Assert.Equal(1, one.CompareTo(new Template(new ModelId("m"), [2, 0])).Value, 1e-6);
        Assert.Throws<InvalidOperationException>(() => one.CompareTo(new Template(new ModelId("n"), [1, 0])));
        Assert.Throws<InvalidOperationException>(() => one.CompareTo(new Template(new ModelId("m"), [1])));
    }
}
