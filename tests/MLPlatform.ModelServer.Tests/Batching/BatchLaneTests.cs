using System.Collections.Concurrent;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.ModelServer.Batching;

namespace MLPlatform.ModelServer.Tests.Batching;

public sealed class BatchLaneTests
{
    private readonly ConcurrentQueue<BatchRun> _runs = new();

    [Fact]
    public async Task PredictAsync_runs_at_once_while_a_thread_is_free()
    {
        using var model = new GatedModel();
        model.Open();
        var lane = Lane(model, threads: 1);

        var answer = Ask(lane, Rows(1, 2));

        Assert.True(answer.IsCompletedSuccessfully);
        Assert.Equal(new double[] { 2, 4 }, Values(await answer));
        Assert.Equal((1, 2, 0.0), (_runs.Single().Requests, _runs.Single().Rows, _runs.Single().QueuedSeconds));
    }

    [Fact]
    public async Task Requests_that_wait_run_together_and_get_their_own_rows()
    {
        using var model = new GatedModel();
        var lane = Lane(model, threads: 1);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        var waiting = Enumerable.Range(1, 40).Select(i => Ask(lane, i % 2 == 0 ? Rows(i, -i) : WholeRows(i))).ToArray();
        Assert.Equal(40, lane.Waiting);

        model.Open();

        for (var i = 1; i <= 40; i++)
            Assert.Equal(i % 2 == 0 ? [2.0 * i, -2.0 * i] : [2.0 * i], Values(await waiting[i - 1]));
        await first;
        Assert.Equal([1, 40], _runs.Select(run => run.Requests));
        Assert.Equal(0, lane.Waiting);
        Assert.True(Ask(lane, Rows(1)).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_batch_holds_no_more_rows_than_its_limit()
    {
        using var model = new GatedModel();
        var lane = Lane(model, threads: 1);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        var waiting = new[] { 100, 100, 100, 100, 100, 1_000 }.Select(rows => Ask(lane, Rows(new double[rows]))).ToArray();

        model.Open();
        await Task.WhenAll(waiting);
        await first;

        Assert.Equal([1, 200, 200, 100, 1_000], _runs.Select(run => run.Rows));
    }

    [Fact]
    public async Task A_request_the_model_refuses_fails_alone()
    {
        using var model = new GatedModel();
        var lane = Lane(model, threads: 1);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        var good = Ask(lane, Rows(1));
        var bad = Ask(lane, Rows(GatedModel.Refused));
        var other = Ask(lane, Rows(3));

        model.Open();

        Assert.Equal(new double[] { 2 }, Values(await good));
        Assert.Equal(new double[] { 6 }, Values(await other));
        await Assert.ThrowsAsync<PlatformException>(() => bad);
        await first;
    }

    [Fact]
    public async Task A_defect_of_the_engine_reaches_every_caller_and_frees_the_thread()
    {
        using var model = new GatedModel();
        var lane = Lane(model, threads: 1);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        var waiting = new[] { Ask(lane, Rows(GatedModel.Broken)), Ask(lane, Rows(1)) };

        model.Open();

        foreach (var task in waiting)
            await Assert.ThrowsAsync<InvalidOperationException>(() => task);
        await first;
        Assert.Equal(new double[] { 4 }, Values(await Ask(lane, Rows(2))));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_predicted()
    {
        using var model = new GatedModel();
        using var gone = new CancellationTokenSource();
        var lane = Lane(model, threads: 1);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        var given = Ask(lane, Rows(1), cancel: gone.Token);
        var kept = Ask(lane, Rows(2));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        model.Open();

        Assert.Equal(new double[] { 4 }, Values(await kept));
        await first;
        Assert.Equal(2, _runs.Sum(run => run.Rows));
    }

    [Fact]
    public async Task A_request_whose_turn_would_come_too_late_is_refused_at_once()
    {
        using var model = new GatedModel();
        var lane = Lane(model, threads: 1);
        lane.Service.Observe(1, 0.002, keep: true);
        lane.Service.Observe(100, 0.2, keep: true);
        var first = Task.Run(async () => await Ask(lane, Rows(0)));
        await model.EnteredAsync(1);
        // 2 ms a row: with 20 rows before it, a request waits for 40 ms.
        var waiting = Ask(lane, Rows(new double[20]));

        var late = Assert.Throws<PlatformException>(() => { _ = Ask(lane, Rows(1), TimeSpan.FromMilliseconds(10)); });
        var patient = Ask(lane, Rows(1), TimeSpan.FromMilliseconds(100));
        var more = Enumerable.Range(0, 4).Select(_ => Ask(lane, Rows(1))).ToArray();
        var full = Assert.Throws<PlatformException>(() => { _ = Ask(lane, Rows(1)); });

        Assert.Equal((EndpointErrors.Overloaded, EndpointErrors.Overloaded), (late.Code, full.Code));
        model.Open();
        await Task.WhenAll([waiting, patient, .. more]);
        await first;
    }

    [Fact]
    public void ServiceTime_finds_the_line_through_noise_and_keeps_its_slope_when_all_rows_are_one()
    {
        var time = new ServiceTime();
        var random = new Random(3);
        time.Observe(1, 21e-6, keep: true);
        time.Observe(128, 148e-6, keep: true);
        for (var i = 0; i < 2_000; i++)
        {
            var rows = random.Next(1, 200);
            time.Observe(rows, (20e-6 + (1e-6 * rows)) * (0.8 + (0.4 * random.NextDouble())));
        }

        Assert.InRange(time.PerRow, 0.9e-6, 1.1e-6);
        Assert.InRange(time.Fixed, 12e-6, 28e-6);

        for (var i = 0; i < 5_000; i++)
            time.Observe(1, 21e-6);
        Assert.InRange(time.Of(128), 100e-6, 200e-6);
    }

    private static Task<Frame> Ask(BatchLane lane, Frame rows, TimeSpan? within = null, CancellationToken cancel = default) => lane.PredictAsync(rows, within, cancel).AsTask();

    private static Frame Rows(params double[] values) => new(new Column<double>("x", values));

    private static Frame WholeRows(params long[] values) => new(new Column<long>("x", values));

    private static double[] Values(Frame frame) => frame[0].ToDoubles();

    private BatchLane Lane(IModel model, int threads) => new(model, threads, TimeSpan.FromMilliseconds(50), TimeProvider.System, _runs.Enqueue);

    /// <summary>Doubles its input, once the gate is open.</summary>
    private sealed class GatedModel : IModel
    {
        public const double Refused = 1e6, Broken = 1e7;

        private readonly ManualResetEventSlim _gate = new();
        private int _entered;

        public ModelManifest Manifest => throw new NotSupportedException();

        public ModelSignature Signature { get; } = new([new SignatureColumn("x", ColumnType.Float64)], [new SignatureColumn("y", ColumnType.Float64)]);

        public Frame Predict(Frame rows)
        {
            Interlocked.Increment(ref _entered);
            _gate.Wait(TimeSpan.FromSeconds(30));
            var values = rows[0].ToDoubles();
            if (values.Contains(Broken))
                throw new InvalidOperationException("The engine broke.");
            return values.Contains(Refused) ? throw new PlatformException(EndpointErrors.WrongShape, "refused") : new Frame(new Column<double>("y", Array.ConvertAll(values, value => 2 * value)));
        }

        public void Open() => _gate.Set();

        public async Task EnteredAsync(int calls)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Volatile.Read(ref _entered) < calls)
                await Task.Delay(1, deadline.Token);
        }

        public void Dispose() => _gate.Dispose();
    }
}
