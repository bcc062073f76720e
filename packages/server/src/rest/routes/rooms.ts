import type { FastifyInstance } from 'fastify';
import { addParticipantBody, createRoomBody, updateRoomBody } from '@parley/domains/chat/schema';
import { requireMember } from '../../auth/callers.ts';
import { parse } from '../body.ts';
import type { RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';

interface RoomPath {
  Params: { uuid: string };
}
interface ParticipantPath {
  Params: { uuid: string; memberId: string };
}

/** `/api/rooms`: the rooms one may see, making and changing them, who is in them. */
export function addRooms(app: FastifyInstance, deps: RouteDeps): void {
  const { chat } = deps;

  app.get('/api/rooms', async (request) => {
    const { member } = await requireMember(request, deps);
    return { rooms: await chat.listRooms(member.id) };
  });

  app.post('/api/rooms', async (request, reply) => {
    const { member } = await requireMember(request, deps);
    const room = await chat.createRoom(member.id, parse(createRoomBody, request.body));
    return reply.code(201).send({ room });
  });

  app.get<RoomPath>('/api/rooms/:uuid', async (request) => {
    const { member } = await requireMember(request, deps);
    return { room: await chat.findRoom(member.id, request.params.uuid) };
  });

  app.patch<RoomPath>('/api/rooms/:uuid', async (request) => {
    const { member } = await requireMember(request, deps);
    const actor = { memberId: member.id, isAdministrator: member.role === 'admin' };
    const change = parse(updateRoomBody, request.body);
    return { room: await chat.updateRoom(actor, request.params.uuid, change) };
  });

  app.get<RoomPath>('/api/rooms/:uuid/participants', async (request) => {
    const { member } = await requireMember(request, deps);
    return { participants: await chat.listParticipants(member.id, request.params.uuid) };
  });

  app.post<RoomPath>('/api/rooms/:uuid/participants', async (request, reply) => {
    const { member } = await requireMember(request, deps);
    const { memberId } = parse(addParticipantBody, request.body);
    const { uuid } = request.params;
    await chat.addParticipant(member.id, uuid, memberId);
    return reply.code(201).send({});
  });

  app.delete<ParticipantPath>('/api/rooms/:uuid/participants/:memberId', async (request, reply) => {
    const { member } = await requireMember(request, deps);
    const { uuid, memberId } = request.params;
    if (!/^[1-9]\d{0,14}$/u.test(memberId)) throw new RestError('not_found');
    await chat.removeParticipant(member.id, uuid, Number(memberId));
    return reply.code(204).send();
  });
}
